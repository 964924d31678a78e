"""Orders in phrasings that the rules don't know."""

from bench.orders import orders


def test_the_share_of_each_group_is_measured_and_nothing_harmless_is_taken_for_an_order() -> None:
    found = orders()
    assert found["harmless"] == {"sentences": 30, "taken for an order": 0.0}
    assert [found[f"orders, {language}"]["sentences"] for language in ("English", "Italian")] == [24, 24]
