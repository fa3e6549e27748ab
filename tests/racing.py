"""Runs things at the same moment."""

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections


def at_once(work, *, times):
    """Calls `work(i)` in that many threads, released together. Returns the results in order; an exception is one."""
    gate = Barrier(times)

    def one(index):
        gate.wait()
        try:
            return work(index)
        except Exception as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def count_of(results, kind):
    return sum(isinstance(result, kind) for result in results)


def in_processes(works):
    """Each of these in a process of its own, with a connection of its own, released together. Returns what they
    returned or raised, in this order; both have to be picklable."""
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(len(works))
    pipes = [context.Pipe(duplex=False) for _ in works]
    racers = [
        context.Process(target=_race, args=(work, gate, answer))
        for work, (_result, answer) in zip(works, pipes, strict=True)
    ]
    connections.close_all()  # or the racers would share one
    for racer in racers:
        racer.start()
    results = [result.recv() for result, _answer in pipes]
    for racer in racers:
        racer.join()
    return results


def _race(work, gate, answer):
    try:
        gate.wait(timeout=30)
        answer.send(work())
    except Exception as error:
        answer.send(error)
    finally:
        connections.close_all()
        answer.close()
        os._exit(0)  # nothing of pytest's is to run here
