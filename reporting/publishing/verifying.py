"""(to follow)"""


def verify_publication(publication):
    return []
