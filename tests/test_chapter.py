"""The chapter itself: every address is there, under the names that answers and notebooks rely on."""

from __future__ import annotations

import ast
import json

import pytest
from factories import REPOSITORY, ch4

from ch4.course import Course

# The contract: the names a stub defines, each with its parameters; a class with its methods.
CONTRACT = {
    "q01": {"gray_image": "height width value", "color_image": "height width rgb"},
    "q02": {"count_images": "path"},
    "q03": {"pixel_similarity": "train_images images"},
    "q04": {"double_odds": "numbers"},
    "q05": {"stack_images": "images"},
    "q06": {"rank_from_shape": "shape"},
    "q07": {"l1_distance": "a b", "rmse": "a b"},
    "q08": {"standardize": "x"},
    "q09": {"bottom_right": ""},
    "q10": {"mnist_distance": "a b"},
    "q11": {"split_indices": "n valid_fraction generator"},
    "q12": {"minimize": "f start lr steps"},
    "q13": {"mini_batches": "x y batch_size generator"},
    "q14": {"fit_quadratic": "time speed params lr steps"},
    "q15": {"init_params": "size std"},
    "q16": {"mse": "preds targets"},
    "q17": {"descent_path": "lr start steps"},
    "q18": {"slope": "f x eps"},
    "q19": {"gradient": "f x"},
    "q20": {"mnist_loss": "predictions targets"},
    "q21": {"sigmoid": "x", "plot_sigmoid": "ax"},
    "q22": {"batch_accuracy": "predictions targets"},
    "q23": {"step": "params lr"},
    "q24": {"make_dataloader": "x y batch_size shuffle"},
    "q25": {"train_epoch": "model loss_func dl params lr"},
    "q26": {"pair": "a b"},
    "q27": {"flatten": "images", "add_column": "labels"},
    "q28": {"linear1": "xb weights bias"},
    "q29": {"matmul": "a b"},
    "q30": {"calc_grad": "xb yb model loss_func"},
    "q31": {"BasicOptim": "__init__ step zero_grad"},
    "q33": {"train_model": "model dls loss_func opt metric epochs"},
    "q34": {"relu": "x", "plot_relu": "ax"},
    "q35": {"simple_net": "xb w1 b1 w2 b2", "collapse": "w1 b1 w2 b2"},
    "q36": {"functional_net": "xb w1 b1 w2 b2", "module_net": "n_in n_hidden n_out"},
    "q37": {"deeper_net": "", "count_parameters": "model"},
    "r1": {"Learner": "__init__ fit validate predict"},
    "r2": {
        "pixel_baseline": "train_images train_labels images",
        "cross_entropy": "logits targets",
        "accuracy": "logits targets",
        "train_mnist": "images labels device",
    },
}

COURSE = Course.load(REPOSITORY)


def test_the_chapter_has_37_questions_and_two_research_tasks():
    assert [q.address for q in COURSE.questions] == [f"q{n:02}" for n in range(1, 38)] + ["r1", "r2"]
    assert [q.address for q in COURSE.questions if not q.has_code] == ["q32"]


def test_the_sections_follow_the_chapter():
    assert 8 <= len(COURSE.sections) <= 9
    assert list(dict.fromkeys(q.section for q in COURSE.questions)) == list(COURSE.sections)


@pytest.mark.parametrize("address", CONTRACT)
def test_a_stub_and_a_solution_define_what_the_contract_names(address: str):
    question = COURSE.question(address)
    for path in (COURSE.stub(question), COURSE.solution(question)):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = {
            node.name: _names(node) for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        }
        for name, words in CONTRACT[address].items():
            assert name in found, f"{path.name} has no {name}"
            # A solution's class may have methods of its own besides.
            assert [word for word in found[name] if word in words.split()] == words.split(), path.name


def _names(node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        return [argument.arg for argument in node.args.args]
    return [method.name for method in node.body if isinstance(method, ast.FunctionDef)]


@pytest.mark.parametrize("question", COURSE.questions, ids=lambda question: question.address)
def test_a_prompt_says_the_task_and_three_hints_follow(question):
    assert len(question.hints) == 3
    assert all(len(hint) < 400 for hint in question.hints)
    if question.has_code:
        assert len(COURSE.prompt(question)) > 60


@pytest.mark.slow
def test_every_stub_is_todo_in_one_check(tmp_path):
    done = ch4("check", "all", "--answers", str(REPOSITORY / "exercises"), "--format", "json", cwd=REPOSITORY)
    report = json.loads(done.stdout)
    assert {q["address"]: q["verdict"] for q in report["questions"]} == {
        q.address: "todo" if q.has_code else "skipped" for q in COURSE.questions
    }
    assert done.returncode == 1


@pytest.mark.slow
def test_every_solution_passes_in_one_check():
    done = ch4("check", "all", "--answers", "solutions", "--format", "json", cwd=REPOSITORY, **_data())
    report = json.loads(done.stdout)
    not_passed = {q["address"]: q["verdict"] for q in report["questions"] if q["verdict"] != "pass"}
    assert not_passed == {"q32": "skipped"}
    assert done.returncode == 0


def _data() -> dict[str, str]:
    import os

    return {name: value for name, value in os.environ.items() if name == "CH4_DATA"}
