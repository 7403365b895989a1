"""How work moves: the intake graph, the case graph with its gate, execution, and the worker that runs them."""
