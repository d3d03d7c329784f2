"""What metrics are called, in a heading and in a sentence."""

METRIC_NAMES = {
    "pr_auc": "PR-AUC",
    "roc_auc": "ROC-AUC",
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
    "macro_f1": "Macro F1",
    "accuracy": "Accuracy",
    "top_5_accuracy": "Top 5 accuracy",
    "brier": "Brier score",
    "log_loss": "Log loss",
    "ece": "Calibration error",
    "ndcg@10": "NDCG@10",
    "recall@10": "Recall@10",
    "precision@10": "Precision@10",
    "f1@10": "F1@10",
    "mrr": "MRR",
    "hit_rate@10": "Hit rate@10",
    "coverage@10": "Coverage@10",
}
"""Metric of a report to its name as a heading, the ones that say most first."""
PROPER = frozenset({"pr_auc", "roc_auc", "f1", "brier", "ndcg@10", "f1@10", "mrr"})
"""Names that keep their capital in a sentence."""


def in_sentence(metric: str) -> str:
    """A metric's name inside a sentence: ``macro F1``, ``PR-AUC``; an unknown one as it is."""
    if metric in PROPER or metric not in METRIC_NAMES:
        return METRIC_NAMES.get(metric, metric)
    return METRIC_NAMES[metric][:1].lower() + METRIC_NAMES[metric][1:]
