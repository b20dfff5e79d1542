from django.urls import path

from portal.web.views.gallery import gallery
from portal.web.views.help import help_page
from portal.web.views.text_size import text_size

app_name = "web"
urlpatterns = [
    path("help/", help_page, name="help"),
    path("text-size/", text_size, name="text_size"),
    path("sys/gallery/", gallery, name="gallery"),
]
