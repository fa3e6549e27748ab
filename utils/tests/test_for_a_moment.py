import time

from utils.for_a_moment import ForAMoment


def counted(answers):
    return lambda: answers.append(1) or len(answers)


def test_second_asker_hears_what_the_first_one_heard():
    memory, asked = ForAMoment(seconds=60), []

    assert [memory.answer("freight", counted(asked)) for _ in range(3)] == [1, 1, 1]
    assert memory.answer("another", counted(asked)) == 2


def test_answer_is_asked_for_again_when_its_time_is_over():
    memory, asked = ForAMoment(seconds=0.01), []
    memory.answer("freight", counted(asked))

    time.sleep(0.02)

    assert memory.answer("freight", counted(asked)) == 2


def test_forgotten_answers_are_asked_for_again():
    memory, asked = ForAMoment(seconds=60), []
    memory.answer("freight", counted(asked))

    memory.forget()

    assert memory.answer("freight", counted(asked)) == 2
