"""Numbers of the form of a case, asked in the browser where they are written."""

from pathlib import Path

import bigmodel

COMPONENTS = Path(bigmodel.__file__).parent / "ui" / "components"
FILES = ("words.js", "case.fields.js", "case.sweep.js")
SCRIPTS = "\n".join((COMPONENTS / name).read_text(encoding="utf-8") for name in FILES)


def test_only_numbers_of_a_column_of_years_are_years(chromium):
    tab = chromium.new_context().new_page()
    told = tab.evaluate(f"""(() => {{ {SCRIPTS}
        const say = (year) => [
            plain(2000, year), shown(1994, year), tickOf("number", 1995, true, year), rounded(1994.4, year)];
        return [say(true), say(false)];
    }})()""")
    tab.context.close()
    assert told == [["2000", "1994", "1995", "1994"], ["2,000", "1,994", "1,995", "1,994"]]
