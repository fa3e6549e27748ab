"""What an SMS code is good for; a code of one purpose opens nothing else."""

from enum import StrEnum


class Purpose(StrEnum):
    REGISTER = "register"
    LOGIN = "login"
    BIND = "bind"
    RESET = "reset"
    CHANGE_MOBILE = "change_mobile"
