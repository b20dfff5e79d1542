"""台账: problems, visits, meetings."""
