"""Moves the files that were kept in MEDIA_ROOT into FastDFS, while the mall is open (`manage.py fastdfs`)."""
