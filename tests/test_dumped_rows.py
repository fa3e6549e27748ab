"""Columns that the server computes, in what the dump programs write: MySQL takes no value for them from MariaDB's."""

import pytest

from meiduo_mall.backups.dumped_rows import GeneratedColumns

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("line", "written"),
    [
        (rb"(1,'a',NULL,7),", rb"(1,DEFAULT,NULL,7),"),
        (rb"(2,'it''s (2,''x''),(3,4,5,6) \' \\',-1.5,0x282C);", rb"(2,DEFAULT,-1.5,0x282C);"),
        (
            rb"(3,NULL,'(3,4,5,6)','\'(7,8,9,0)'),(4,'','','');",
            rb"(3,DEFAULT,'(3,4,5,6)','\'(7,8,9,0)'),(4,DEFAULT,'','');",
        ),
    ],
)
def test_value_of_a_generated_column_is_left_to_the_server(line, written):
    columns = GeneratedColumns({"a": [1]})

    assert columns.without_values(b"INSERT INTO `a` VALUES " + line) == b"INSERT INTO `a` VALUES " + written
    assert columns.without_values(line) == written


def test_first_and_last_column_of_one_table_and_none_of_another():
    columns = GeneratedColumns({"a": [0, 2]})
    lines = [b"INSERT INTO `a` VALUES\n", b"(1,2,3),\n", b"(4,5,6);\n", b"INSERT INTO `b` VALUES\n", b"(1,2,3);\n"]

    written = [columns.without_values(line) for line in lines]

    assert written == [lines[0], b"(DEFAULT,2,DEFAULT),\n", b"(DEFAULT,5,DEFAULT);\n", *lines[3:]]


def test_program_that_names_the_columns_has_left_them_out_itself():
    columns = GeneratedColumns({"a": [1]})

    lines = [b"INSERT INTO `a` (`id`, `x`) VALUES (1,2),(3,4);\n", b"(5,6);\n"]

    assert [columns.without_values(line) for line in lines] == lines
