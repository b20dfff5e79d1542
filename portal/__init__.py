"""The ground the rooms stand on: people, regions, audit, notices, jobs, workbooks and the web layer."""
