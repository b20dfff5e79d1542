"""Pages about ladders, pools and diagnosis."""

from django.urls import path, re_path

from cultivation.pools.views.agencies import agencies
from cultivation.pools.views.agency import agency
from cultivation.pools.views.assessments import assessments
from cultivation.pools.views.attestation import attestation
from cultivation.pools.views.certify import certify
from cultivation.pools.views.checkup import checkup
from cultivation.pools.views.checkup_file import checkup_pdf, checkup_word
from cultivation.pools.views.checkups import checkups
from cultivation.pools.views.clinic import clinic, new_clinic
from cultivation.pools.views.clinics import clinics
from cultivation.pools.views.decide import decide
from cultivation.pools.views.diagnosis import diagnosis
from cultivation.pools.views.enter import enter
from cultivation.pools.views.firm_mandates import firm_mandates
from cultivation.pools.views.firm_retention import firm_retention
from cultivation.pools.views.funnel import funnel
from cultivation.pools.views.holders import holders
from cultivation.pools.views.impact import impact
from cultivation.pools.views.mandated import mandated
from cultivation.pools.views.mandated_diagnosis import mandated_diagnosis
from cultivation.pools.views.mandates import mandates
from cultivation.pools.views.member_deeds import set_target_year, settle_member, submit_member
from cultivation.pools.views.membership import membership
from cultivation.pools.views.near import near
from cultivation.pools.views.new_checkup import new_checkup
from cultivation.pools.views.new_plan import new_plan
from cultivation.pools.views.own_diagnosis import own_diagnosis
from cultivation.pools.views.panel import panel
from cultivation.pools.views.pipeline import pipeline
from cultivation.pools.views.plan import plan
from cultivation.pools.views.plan_deeds import acknowledge_plan, note_measure, sign_plan
from cultivation.pools.views.plans import enterprise_plans, plans
from cultivation.pools.views.pool import pool
from cultivation.pools.views.proposals import proposals
from cultivation.pools.views.recompute import recompute
from cultivation.pools.views.record_retention import record_year
from cultivation.pools.views.retention import retention
from cultivation.pools.views.retention_standard import retention_standard
from cultivation.pools.views.revise_plan import revise_plan
from cultivation.pools.views.revoke_mandate import revoke_mandate
from cultivation.pools.views.self_test import self_test
from cultivation.pools.views.sorting import sorting
from cultivation.pools.views.visit import visit
from cultivation.pools.views.visits import visits

app_name = "pools"
urlpatterns = [
    path("w/enterprises/<str:ref>/diagnosis/<slug:programme>/", diagnosis, name="diagnosis"),
    path("w/enterprises/<str:ref>/diagnosis/<slug:programme>/certify/", certify, name="certify"),
    path("w/enterprises/attestations/<str:ref>/", attestation, name="attestation"),
    path("w/enterprises/<str:ref>/checkups/", checkups, name="checkups"),
    path("w/enterprises/<str:ref>/checkups/new/", new_checkup, name="new_checkup"),
    path("w/enterprises/checkups/<str:ref>/", checkup, name="checkup"),
    path("w/enterprises/checkups/<str:ref>/pdf/", checkup_pdf, name="checkup_pdf"),
    path("w/enterprises/checkups/<str:ref>/word/", checkup_word, name="checkup_word"),
    path("w/enterprises/<str:ref>/plan/", enterprise_plans, name="enterprise_plans"),
    path("w/enterprises/<str:ref>/plan/new/<slug:programme>/", new_plan, name="new_plan"),
    path("w/plans/", plans, name="plans"),
    path("w/plans/<str:ref>/", plan, name="plan"),
    path("w/plans/<str:ref>/revise/", revise_plan, name="revise_plan"),
    path("w/plans/<str:ref>/sign/", sign_plan, name="sign_plan"),
    path("w/plans/<str:ref>/acknowledge/", acknowledge_plan, name="acknowledge_plan"),
    path("w/plans/<str:ref>/measures/<int:position>/", note_measure, name="note_measure"),
    path("w/clinics/", clinics, name="clinics"),
    path("w/clinics/new/", new_clinic, name="new_clinic"),
    path("w/clinics/<str:ref>/", clinic, name="clinic"),
    path("w/enterprises/<str:ref>/pools/", panel, name="panel"),
    path("e/diagnosis/", own_diagnosis, name="own_diagnosis"),
    re_path(r"^e/diagnosis/(?P<programme>[a-z][a-z0-9_]*)/$", own_diagnosis, name="own_diagnosis"),
    path("e/diagnosis/<str:ref>/", own_diagnosis, name="own_diagnosis"),
    path("e/diagnosis/<str:ref>/<slug:programme>/", own_diagnosis, name="own_diagnosis"),
    path("w/enterprises/<str:ref>/visits/", visits, name="visits"),
    path("w/enterprises/<str:ref>/visits/<slug:programme>/", visit, name="visit"),
    path("w/retention/", retention, name="retention"),
    path("w/retention/standard/", retention_standard, name="retention_standard"),
    path("w/enterprises/<str:ref>/retention/", firm_retention, name="firm_retention"),
    path("w/enterprises/<str:ref>/retention/<int:year>/", record_year, name="record_retention"),
    path("e/mandates/", firm_mandates, name="firm_mandates"),
    path("w/enterprises/<str:ref>/mandates/", firm_mandates, name="firm_mandates"),
    path("w/mandates/", mandates, name="mandates"),
    path("w/mandates/<str:ref>/revoke/", revoke_mandate, name="revoke_mandate"),
    path("w/agencies/", agencies, name="agencies"),
    path("w/agencies/<str:ref>/", agency, name="agency"),
    path("a/enterprises/", mandated, name="mandated"),
    path("a/diagnosis/<str:ref>/<slug:programme>/", mandated_diagnosis, name="mandated_diagnosis"),
    path("self-test/", self_test, name="self_test"),
    path("self-test/<slug:programme>/", self_test, name="self_test"),
    path("w/rules/drafts/<str:ref>/impact/", impact, name="impact"),
    path("w/pools/", funnel, name="funnel"),
    path("w/pools/assessments/<slug:programme>/", assessments, name="assessments"),
    path("w/pools/recompute/", recompute, name="recompute"),
    path("w/pools/members/<str:ref>/", membership, name="membership"),
    path("w/pools/members/<str:ref>/year/", set_target_year, name="set_target_year"),
    path("w/pools/members/<str:ref>/submissions/", submit_member, name="submit_member"),
    path("w/pools/members/<str:ref>/submissions/<int:number>/", settle_member, name="settle_member"),
    path("w/pools/<slug:code>/", pool, name="pool"),
    path("w/pools/<slug:code>/enter/", enter, name="enter"),
    path("w/pools/<slug:code>/holders/", holders, name="holders"),
    path("w/pools/<slug:code>/near/", near, name="near"),
    path("w/pools/<slug:code>/pipeline/", pipeline, name="pipeline"),
    path("w/pools/<slug:code>/sorting/", sorting, name="sorting"),
    path("w/pools/<slug:code>/proposals/", proposals, name="proposals"),
    path("w/pools/<slug:code>/proposals/decide/", decide, name="decide"),
]
