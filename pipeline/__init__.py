"""The mind: what news is and what is decided about it; knows no net, no SQL, no clock."""
