"""Rounds of questions: from launch through invitations and answers to what is released."""
