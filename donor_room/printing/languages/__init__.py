"""What a printer is told and what it says back: pictures to bytes, answers to states."""
