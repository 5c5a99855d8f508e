"""The programs' interface ``/api/v1``: what the pages do, behind the same gate."""
