"""The zoo's layers in plain PyTorch, with the initial weights that Keras draws.

A network is a list of layers, each a dictionary: its kind under "layer", and its sizes. Padding is computed like everything else,
unless the first layer masks it: then recurrent layers keep their state over it, as Keras' do.
"""

import torch
from torch import nn
from torch.nn import functional

GATES = {"rnn": 1, "lstm": 4, "gru": 3, "gru-reset-before": 3}
FUSED = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
ACTIVATIONS = {"linear": lambda x: x, "relu": torch.relu}


def initialize(kernel, recurrent, bias, kind):
    """Glorot-uniform and orthogonal kernels, zero biases, and 1 for an LSTM's forget gate (torch's gate order is i, f, g, o)."""
    nn.init.xavier_uniform_(kernel)
    nn.init.orthogonal_(recurrent)
    nn.init.zeros_(bias)
    if kind == "lstm":
        units = recurrent.shape[1]
        with torch.no_grad():
            bias[units : 2 * units] = 1


class Fused(nn.Module):
    """PyTorch's own RNN, LSTM or GRU (reset-after). Its second bias is held at zero where Keras' layer has one only."""

    def __init__(self, features, kind, units, sequences=False, bidirectional=False, input_dropout=0.0):
        super().__init__()
        self.sequences, self.input_dropout = sequences, input_dropout
        self.rnn = FUSED[kind](features, units, batch_first=True, bidirectional=bidirectional)
        for end in ["l0", "l0_reverse"] if bidirectional else ["l0"]:
            weights = {name: getattr(self.rnn, f"{name}_{end}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
            initialize(weights["weight_ih"], weights["weight_hh"], weights["bias_ih"], kind)
            nn.init.zeros_(weights["bias_hh"])
            weights["bias_hh"].requires_grad = kind == "gru"

    def forward(self, x):
        outputs, last = self.rnn(functional.dropout(x, self.input_dropout, self.training))
        if self.sequences:
            return outputs
        last = last[0] if isinstance(last, tuple) else last
        return torch.cat(list(last), 1)


class Cells(nn.Module):
    """A loop over the steps, for what PyTorch has no kernel for: masked padding, peepholes, dropout with a mask for each text and gate, and GRUs that reset before the product."""

    def __init__(self, features, kind, units, sequences=False, input_dropout=0.0, input_dropout_per_text=False, recurrent_dropout=0.0, peepholes=False):
        super().__init__()
        self.kind, self.units, self.sequences = kind, units, sequences
        self.input_dropout, self.input_dropout_per_text, self.recurrent_dropout = input_dropout, input_dropout_per_text, recurrent_dropout
        gates = GATES[kind]
        self.peephole_i, self.peephole_f, self.peephole_o = (nn.Parameter(torch.zeros(units)) if peepholes else None for _ in "ifo")
        self.kernel = nn.Parameter(torch.empty(gates * units, features))
        self.recurrent = nn.Parameter(torch.empty(gates * units, units))
        self.bias = nn.Parameter(torch.empty(gates * units))
        initialize(self.kernel, self.recurrent, self.bias, kind)

    def forward(self, x, mask=None):
        """The outputs, or the last one, of a sequence [batch, time, features]; mask [batch, time] is false where the state is kept as it is."""
        batch = x.shape[0]
        masks = None
        if self.training and self.recurrent_dropout > 0:
            masks = functional.dropout(torch.ones(GATES[self.kind], batch, self.units), self.recurrent_dropout)
        kernels = self.recurrent.split(self.units)
        h = c = torch.zeros(batch, self.units)
        outputs = []
        for step, sums in enumerate(self.input_sums(x).unbind(1)):
            before = h, c
            if self.kind == "lstm":
                h, c = self.lstm_step(sums, h, c, masks, kernels)
            else:
                h = self.gru_step(sums, h, kernels)
            if mask is not None:
                h, c = (torch.where(mask[:, step, None], new, old) for new, old in zip((h, c), before))
            outputs.append(h)
        return torch.stack(outputs, 1) if self.sequences else h

    def input_sums(self, x):
        if not self.input_dropout_per_text:
            return functional.linear(functional.dropout(x, self.input_dropout, self.training), self.kernel, self.bias)
        parts = []
        for kernel in self.kernel.split(self.units):
            seen = functional.dropout(torch.ones(x.shape[0], 1, x.shape[2]), self.input_dropout, self.training)
            parts.append(functional.linear(x * seen, kernel))
        return torch.cat(parts, 2) + self.bias

    def lstm_step(self, sums, h, c, masks, kernels):
        if masks is None:
            i, f, g, o = (sums + functional.linear(h, self.recurrent)).chunk(4, 1)
        else:
            i, f, g, o = (part + functional.linear(h * mask, kernel) for part, mask, kernel in zip(sums.chunk(4, 1), masks, kernels))
        if self.peephole_i is not None:
            i, f = i + self.peephole_i * c, f + self.peephole_f * c
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        if self.peephole_o is not None:
            o = o + self.peephole_o * c
        return torch.sigmoid(o) * torch.tanh(c), c

    def gru_step(self, sums, h, kernels):
        reset, update, candidate = sums.chunk(3, 1)
        reset = torch.sigmoid(reset + functional.linear(h, kernels[0]))
        update = torch.sigmoid(update + functional.linear(h, kernels[1]))
        candidate = torch.tanh(candidate + functional.linear(reset * h, kernels[2]))
        return update * h + (1 - update) * candidate


class BothWays(nn.Module):
    """Two layers of cells over a sequence, one of them from its end, their last outputs side by side."""

    def __init__(self, forwards, backwards):
        super().__init__()
        self.forwards, self.backwards = forwards, backwards

    def forward(self, x, mask=None):
        return torch.cat([self.forwards(x, mask), self.backwards(x.flip(1), None if mask is None else mask.flip(1))], 1)


class Embedding(nn.Embedding):
    def __init__(self, vocabulary, units):
        super().__init__(vocabulary, units)
        nn.init.uniform_(self.weight, -0.05, 0.05)


class Vectors(nn.Module):
    """Frozen vectors of the ids; the first row, the padding's, is zero."""

    def __init__(self, table):
        super().__init__()
        self.register_buffer("table", table)

    def forward(self, ids):
        return functional.embedding(ids, self.table)


class Dense(nn.Linear):
    def __init__(self, features, units, activation="linear"):
        super().__init__(features, units)
        nn.init.xavier_uniform_(self.weight)
        nn.init.zeros_(self.bias)
        self.activation = ACTIVATIONS[activation]

    def forward(self, x):
        return self.activation(super().forward(x))


class Convolution(nn.Conv1d):
    """Same padding, then ReLU; over sequences [batch, time, features]."""

    def __init__(self, features, filters, width):
        super().__init__(features, filters, width, padding=width // 2)
        nn.init.xavier_uniform_(self.weight)
        nn.init.zeros_(self.bias)

    def forward(self, x):
        return torch.relu(super().forward(x.transpose(1, 2)).transpose(1, 2))


class MaxPooling(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, x):
        return functional.max_pool1d(x.transpose(1, 2), self.size).transpose(1, 2)


class Numbers(nn.Module):
    def forward(self, ids):
        return ids.float().unsqueeze(-1)


class OneHot(nn.Module):
    def __init__(self, symbols):
        super().__init__()
        self.symbols = symbols

    def forward(self, ids):
        return functional.one_hot(ids, self.symbols).float()


class Network(nn.Sequential):
    """Layers one after the other; cells are told where masked padding is. PyTorch's own kernels know no masks, so masked layers are cells."""

    def __init__(self, modules, masked):
        super().__init__(*modules)
        self.masked = masked

    def forward(self, ids):
        mask = None
        if self.masked:
            mask = ids != 0
            # Steps before the longest text's first are nobody's.
            begins = int(mask.any(0).byte().argmax())
            ids, mask = ids[:, begins:], mask[:, begins:]
        x = ids
        for module in self:
            x = module(x, mask) if isinstance(module, (Cells, BothWays)) else module(x)
        return x


def is_fused(kind, settings, masked):
    return kind in FUSED and not masked and not any(settings.get(what) for what in ("peepholes", "recurrent_dropout", "input_dropout_per_text"))


def recurrent(features, kind, settings, masked):
    if is_fused(kind, settings, masked):
        return Fused(features, kind, **settings)
    settings = dict(settings)
    if not settings.pop("bidirectional", False):
        return Cells(features, kind, **settings)
    if settings.get("sequences"):
        raise ValueError("no network of the zoo has cells both ways that give sequences")
    return BothWays(Cells(features, kind, **settings), Cells(features, kind, **settings))


def build(layers, steps, table=None):
    """The network, from ids [batch, time] to logits, [batch, units] or [batch, time, units].

    layers -- first to last; the first may say "masked": padding, id 0, is then left out by the recurrent layers
    steps -- steps of a full row
    table -- the vectors of a layer "vectors", a row for each id
    """
    modules, features, masked = [], None, False
    for layer in layers:
        settings = dict(layer)
        kind = settings.pop("layer")
        masked = settings.pop("masked", masked)
        if kind == "embedding":
            modules.append(Embedding(**settings))
            features = settings["units"]
        elif kind == "vectors":
            modules.append(Vectors(table))
            features = table.shape[1]
        elif kind == "numbers":
            modules.append(Numbers())
            features = 1
        elif kind == "one-hot":
            modules.append(OneHot(**settings))
            features = settings["symbols"]
        elif kind in GATES:
            modules.append(recurrent(features, kind, settings, masked))
            features = settings["units"] * (2 if settings.get("bidirectional") else 1)
            steps = steps if settings.get("sequences") else None
        elif kind == "convolution":
            modules.append(Convolution(features, **settings))
            features = settings["filters"]
        elif kind == "pooling":
            modules.append(MaxPooling(**settings))
            steps //= settings["size"]
        elif kind == "dropout":
            modules.append(nn.Dropout(settings["share"]))
        elif kind == "flatten":
            modules.append(nn.Flatten())
            features, steps = features * steps, None
        elif kind == "dense":
            modules.append(Dense(features, **settings))
            features = settings["units"]
        else:
            raise ValueError(f"there is no layer '{kind}'; there are embedding, vectors, numbers, one-hot, {', '.join(GATES)}, convolution, pooling, dropout, flatten and dense")
    return Network(modules, masked)


def loss_of(logits, labels):
    """Mean cross-entropy; a network of one logit is binary, and one that gives a logit for every step answers with each of them."""
    if logits.shape[-1] > 1:
        return functional.cross_entropy(logits, labels)
    targets = labels.float().reshape(-1, *[1] * (logits.dim() - 1)).expand(logits.shape)
    return functional.binary_cross_entropy_with_logits(logits, targets)


def right_of(logits, labels):
    """Number of right answers. A text's score is the mean over its steps where every step has one; one half and more is a yes."""
    if logits.shape[-1] > 1:
        answers = logits.argmax(1)
    else:
        scores = torch.sigmoid(logits).squeeze(-1)
        answers = ((scores.mean(1) if scores.dim() > 1 else scores) >= 0.5).long()
    return int((answers == labels).sum())
