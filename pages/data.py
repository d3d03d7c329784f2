from bigmodel.ui import state
from bigmodel.ui.data_panel import draw_data
from bigmodel.ui.data_source import draw_data_source, draw_templates

template, record = state.template(), state.dataset()
if template is None:
    draw_templates()
elif record is None:
    draw_data_source(template)
else:
    draw_data(template, record)
