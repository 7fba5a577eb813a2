"""The playbook: practices for each domain of each instrument, in our own words."""
