from django.apps import AppConfig


class UnwantedFilesConfig(AppConfig):
    name = "utils.unwanted_files"
    label = "unwanted_files"
