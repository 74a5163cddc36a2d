"""Evidence x rubric: category, criteria and substance, with reasons."""
