"""The papers a bureau needs from a plan: public notice, proposal of adjustment, clearing plan, donor-loss sheet."""
