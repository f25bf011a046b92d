"""How the tests run: Python looks for garbage rarely, as in the command itself."""

import gc


def pytest_collection_finish() -> None:
    # The SDKs are hundreds of thousands of objects that live until the end. Looking through them again and again takes a
    # third of the time of all tests, and finds nothing.
    gc.collect()
    gc.freeze()
    # Not too rarely: each recording leaves tasks behind that the next one's event loop looks through.
    gc.set_threshold(20_000, 50, 100)
