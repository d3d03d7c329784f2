from streamlit.testing.v1 import AppTest


def page(called):
    import streamlit as st

    from bigmodel.spec import Called, Plan, Words
    from bigmodel.ui.called_fold import draw_called

    plan = Plan(template="fraud", fields=(), outcome=None, network="tabm", called=Called(**called) if called else None)
    words = Words(case="transaction", cases="transactions")
    changed = draw_called(plan, words, "row", "c")
    st.code(changed.model_dump_json(include={"called"}))


def shown(called=None):
    app = AppTest.from_function(page, args=(called,), default_timeout=60).run()
    assert not app.exception
    return app


def inputs(app):
    return app.text_input(key="c-case"), app.text_input(key="c-cases")


def test_the_fold_starts_with_the_words_of_the_template_and_keeps_none():
    app = shown()
    assert app.expander[0].label == "What a row is called"
    assert [each.value for each in inputs(app)] == ["transaction", "transactions"]
    assert app.code[0].value == '{"called":null}'


def test_what_was_chosen_stands_in_the_fold():
    app = shown({"case": "claim", "cases": "claims"})
    assert [each.value for each in inputs(app)] == ["claim", "claims"]
    assert app.code[0].value == '{"called":{"case":"claim","cases":"claims"}}'


def test_what_is_typed_stands_in_the_plan_and_an_empty_input_takes_the_word_of_the_template():
    app = shown()
    case, cases = inputs(app)
    case.set_value("  insurance   claim ")
    cases.set_value("insurance claims").run()
    assert app.code[0].value == '{"called":{"case":"insurance claim","cases":"insurance claims"}}'
    for each in inputs(app):
        each.set_value(" ")
    app.run()
    assert app.code[0].value == '{"called":null}'


def test_markup_is_refused_in_a_sentence_and_the_last_word_stays():
    app = shown({"case": "claim", "cases": "claims"})
    inputs(app)[0].set_value("<img src=x onerror=alert(1)>").run()
    assert not app.exception
    assert "This word can't be taken" in app.error[0].value.replace("\\", "")
    assert "\\<img" in app.error[0].value
    assert app.code[0].value == '{"called":{"case":"claim","cases":"claims"}}'


def test_a_word_is_as_long_as_its_place():
    assert {each.proto.max_chars for each in inputs(shown())} == {40}
