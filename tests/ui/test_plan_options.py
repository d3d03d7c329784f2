from streamlit.testing.v1 import AppTest


def page(options):
    import streamlit as st

    from bigmodel.spec import Outcome, Plan
    from bigmodel.tasks.interactions.options import LogOptions
    from bigmodel.ui.plan_options import draw_plan_options

    plan = Plan(
        template="recommendation", fields=(), outcome=Outcome(kind="ranking"), network="sasrec", options=options
    )
    st.code(draw_plan_options(plan, LogOptions, "o").model_dump_json(include={"options"}))
    assert draw_plan_options(plan, None, "none") is plan


def shown(**options):
    return AppTest.from_function(page, args=(options,), default_timeout=60).run()


def test_the_fold_is_filled_from_the_plan_and_leaves_it_alone():
    app = shown(core_users=1)
    assert not app.exception
    assert app.expander[0].label == "Cleaning"
    assert app.number_input(key="o-core_users").value == 1
    assert app.number_input(key="o-core_items").value == 5
    assert app.code[0].value == '{"options":{"core_users":1}}'


def test_what_is_chosen_stands_in_the_plan_and_defaults_do_not():
    app = shown(core_users=1)
    app.number_input(key="o-core_users").set_value(3)
    app.number_input(key="o-liked_from").set_value(4.0).run()
    assert app.code[0].value == '{"options":{"liked_from":4.0}}'


def test_no_number_out_of_range_can_be_put_in():
    app = shown()
    assert (app.number_input(key="o-core_items").min, app.number_input(key="o-core_items").max) == (1, 1000)


def test_a_plan_with_an_unknown_option_gets_a_sentence():
    app = shown(least="7")
    assert not app.exception
    assert "least" in app.error[0].value or "least" in app.warning[0].value
