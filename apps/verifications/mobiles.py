"""What a mobile number of mainland China looks like."""

#: `[0-9]`, not `\d`: the latter also accepts digits of other scripts.
MOBILE_PATTERN = r"1[3-9][0-9]{9}"
