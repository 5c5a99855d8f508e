"""The Dash dashboard on its Flask host."""
