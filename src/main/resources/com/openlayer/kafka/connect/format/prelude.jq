# Functions that the filters of all formats share.
