"""Patients: the list, admission, keeping each commit, history, signatures."""
