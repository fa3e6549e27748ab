"""docker-compose.yml: what the specification asks, what an attacker must not find, and the lines that the tests run."""

import importlib.resources
import json
import re
from ipaddress import ip_address, ip_network

import jsonschema
import pytest
import yaml
from django.core.management import get_commands, load_command_class

from tests.deployed import DEPLOY, ROOT, line_of, services
from tests.images import stages
from tests.workers import DB_LINE, VERBATIM, RunningWorker, wait_until

COMPOSED = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = services()
IMAGES = stages(DEPLOY / "Dockerfile") | stages(DEPLOY / "fastdfs" / "Dockerfile")
PASSING = {"migrate", "backup"}  # they run and end
pytestmark = pytest.mark.once


def test_file_follows_the_compose_specification():
    schemas = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor"

    jsonschema.validate(COMPOSED, json.loads((schemas / "compose-spec.json").read_text()))


def test_every_part_of_the_shop_is_there():
    assert set(SERVICES) == {
        *("mysql", "mysql-replica", "redis", "redis-cache"),
        *("tracker", "storage1", "storage2", "storage1-web", "storage2-web"),
        *("migrate", "web", "web2", "worker-io", "worker-db", "beat", "index", "backup", "nginx"),
    }


@pytest.mark.parametrize("name", SERVICES)
def test_service_may_do_little_and_comes_back(name):
    service = SERVICES[name]

    assert service["restart"] == ("no" if name in PASSING else "unless-stopped")
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}
    assert not {"privileged", "cap_add", "pid", "ipc"} & service.keys()
    assert service.get("ports", []) == (["80:80", "443:443"] if name == "nginx" else [])


@pytest.mark.parametrize("name", SERVICES)
def test_service_has_bounds_and_is_looked_after(name):
    service = SERVICES[name]
    image = IMAGES.get(service.get("build", {}).get("target", "")) if isinstance(service.get("build"), dict) else None
    is_checked = "healthcheck" in service or (image and any(step.word == "HEALTHCHECK" for step in image.steps))

    if name not in PASSING:
        assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
        assert is_checked
        assert not service.get("healthcheck", {}).get("disable")


@pytest.mark.parametrize("name", SERVICES)
def test_service_runs_as_somebody_of_a_pinned_image(name):
    service, image = SERVICES[name], SERVICES[name]["image"]
    if ":" in image:  # a public one
        assert re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+(-[a-z]+)?", image)
        assert service["user"] in ("mysql", "redis")


def test_images_of_our_own_start_from_pinned_ones_and_run_as_somebody():
    ends = [IMAGES[name] for name in ("mall", "nginx", "fastdfs")]
    bases = [stage.base for stage in IMAGES.values()]

    assert [stage.last("USER").text for stage in ends] == ["mall", "www-data", "fastdfs"]
    assert [base for base in bases if not re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)*", base)] == []
    fetched = " ".join(step.text for step in IMAGES["build"].steps if "get " in step.text)
    assert len(re.findall(r"get [a-z-]+ [0-9a-f]{40}\b", fetched)) == 4


def test_what_is_kept_lies_in_volumes_and_behind_a_closed_network():
    kept = {"mysql", "mysql-replica", "redis", "tracker", "storage1", "storage2"}

    assert COMPOSED["networks"]["stores"]["internal"] is True
    assert {name for name in kept if name in COMPOSED["volumes"]} == kept
    for name in kept | {"redis-cache"}:
        assert list(SERVICES[name]["networks"]) == ["stores"]
    named = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert {volume for volume in named if not volume.startswith((".", "$"))} == set(COMPOSED["volumes"])


def test_only_what_needs_a_secret_has_it():
    owners = {name: set(service["secrets"]) for name, service in SERVICES.items() if "secrets" in service}
    of_mysql = {"mysql_password", "mysql_root_password", "mysql_replication_password"}

    of_redis = {"redis_password"}
    assert owners == {"mysql": of_mysql, "mysql-replica": of_mysql, "redis": of_redis, "redis-cache": of_redis}
    shop = [service["environment"] for service in SERVICES.values() if "env_file" in service]
    assert {each["MYSQL_ROOT_PASSWORD"] + each["MYSQL_REPLICATION_PASSWORD"] for each in shop} == {""}


def test_every_file_that_is_mounted_or_copied_is_there():
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    copied = re.findall(r"COPY (deploy/\S+)", (DEPLOY / "Dockerfile").read_text())

    assert [name for name in mounted if name.startswith("./") and not (ROOT / name).exists()] == []
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_addresses_that_others_remember_are_fixed_and_out_of_the_range_that_docker_gives_out():
    names = ("storage1", "storage2", "web", "web2")
    fixed = {name: SERVICES[name]["networks"]["stores"]["ipv4_address"] for name in names}
    known = re.findall(r"^\d+ group1 (\S+)$", (DEPLOY / "fastdfs" / "storage_ids.conf").read_text(), re.M)
    [bounds] = COMPOSED["networks"]["stores"]["ipam"]["config"]

    assert [fixed["storage1"], fixed["storage2"]] == known
    for address in map(ip_address, fixed.values()):
        assert address in ip_network(bounds["subnet"])
        assert address not in ip_network(bounds["ip_range"])


def test_nginx_looks_for_services_that_are_there():
    asked = re.findall(r"server ([\w-]+):(\d+)", (DEPLOY / "nginx" / "upstreams.conf").read_text())
    sharing = {service.get("network_mode") for service in SERVICES.values()}

    assert asked == [("web", "8000"), ("web2", "8000"), ("storage1", "8888"), ("storage2", "8888")]
    assert {"service:storage1", "service:storage2"} <= sharing
    assert line_of("web")[line_of("web").index("--port") + 1] == "8000"


# --- Lines: what compose starts is what the tests start


def test_workers_start_by_the_lines_that_the_tests_of_workers_run():
    assert (SERVICES["worker-io"]["command"], SERVICES["worker-db"]["command"]) == (VERBATIM, DB_LINE)


@pytest.mark.slow
def test_beat_starts_by_its_line(tmp_path):
    line = line_of("beat")
    line[line.index("-s") + 1] = str(tmp_path / "celerybeat-schedule")
    beat = RunningWorker(" ".join(line), tmp_path)

    try:
        beat.wait_for("beat: Starting...")
        wait_until(
            lambda: list(tmp_path.glob("celerybeat-schedule*")), lambda: beat.text
        )  # what its health check wants
        assert beat.process.poll() is None
    finally:
        beat.kill()


@pytest.mark.parametrize("name", ["migrate", "index", "backup"])
def test_command_of_a_service_is_one_of_the_mall(name):
    program, script, command, *rest = line_of(name)

    parser = load_command_class(get_commands()[command], command).create_parser(script, command)

    assert (program, script) == ("python", "manage.py")
    assert parser.parse_args(rest)
