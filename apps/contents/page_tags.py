"""The words by which kept pages say which contents they show."""

HOME = "home"
