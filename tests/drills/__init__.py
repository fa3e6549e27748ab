"""What happens when a part of the mall is really stopped: `python -m bench.drills` prints it, test_drills.py asks."""
