"""The pages of the team about answers: the queue, one answer beside the public page, its past.

Also the answers that staff enter for somebody. What they decide is done by reporting/workflow.py.
"""
