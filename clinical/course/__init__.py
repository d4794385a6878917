"""How the illness goes on: response, monitoring, eligibility, follow-up."""
