from .project import project as project
