"""The ASGI entry: ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from bigmodel.ui.routes import lifespan, routes
from bigmodel.ui.security import Security

app = st.App(
    Path(__file__).parent / "bigmodel" / "ui" / "frame.py",
    routes=routes,
    middleware=[Middleware(Security)],
    lifespan=lifespan,
)
