"""The relevance harness: measures how well an engine answers judged queries.

python -m search.evaluation --corpus FOLDER --engine embedded|elastic [--json] [--baseline RUN] [--save-run RUN]
"""
