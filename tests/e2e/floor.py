"""The least that Streamlit can show of what Overview shows: one chart and one table, by its own elements."""

import plotly.graph_objects as go
import polars as pl
import streamlit as st

with st.container(key="tile-floor"):
    st.plotly_chart(go.Figure(go.Bar(x=list(range(24)), y=list(range(24)))), theme=None, key="chart-floor")
    st.dataframe(pl.DataFrame({"endpoint": ["GET /"] * 8, "p95": list(range(8))}))
