using RnnOnnx.Trainer.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>Masked LSTM networks over full rows in tensor operations, with explicit masks: a real step gives a new state, a masked one keeps the old.</summary>
internal static class MaskedSteps
{
    /// <summary>Logits of full rows of ids, <c>[batch, time]</c>.</summary>
    public static Tensor Logits(Network network, Tensor ids)
    {
        var isReal = ids.ne(0).to_type(ScalarType.Float32).unsqueeze(-1);
        var values = Parameter(network.Layers[0], "weight").index_select(0, ids.flatten()).reshape([.. ids.shape, -1]);
        var last = values;
        foreach (var layer in network.Layers.Skip(1))
        {
            switch (layer)
            {
                case LstmLayer:
                    (values, last) = Lstm(layer, "", values, isReal, backwards: false);
                    break;
                case BidirectionalLayer:
                    last = cat([Lstm(layer, "_forward.", values, isReal, backwards: false).Last, Lstm(layer, "_backward.", values, isReal, backwards: true).Last], 1);
                    break;
                case DenseLayer:
                    last = last.matmul(Parameter(layer, "weight").t()) + Parameter(layer, "bias");
                    break;
                default:
                    break; // dropout, which evaluation leaves out
            }
        }

        return last;
    }

    private static (Tensor Outputs, Tensor Last) Lstm(Layer layer, string direction, Tensor values, Tensor isReal, bool backwards)
    {
        Tensor Weight(string name) => layer.named_parameters().Single(p => p.name.StartsWith(direction, StringComparison.Ordinal) && p.name.EndsWith(name, StringComparison.Ordinal)).parameter;
        var (kernel, recurrent, bias) = (Weight("weight_ih_l0").t(), Weight("weight_hh_l0").t(), Weight("bias_ih_l0"));
        var (hidden, cell) = (zeros(values.shape[0], recurrent.shape[0]), zeros(values.shape[0], recurrent.shape[0]));
        var outputs = new Tensor[values.shape[1]];
        foreach (var step in backwards ? Enumerable.Range(0, outputs.Length).Reverse() : Enumerable.Range(0, outputs.Length))
        {
            var gates = (values.select(1, step).matmul(kernel) + hidden.matmul(recurrent) + bias).chunk(4, 1);
            var newCell = (gates[1].sigmoid() * cell) + (gates[0].sigmoid() * gates[2].tanh());
            var newHidden = gates[3].sigmoid() * newCell.tanh();
            var real = isReal.select(1, step);
            (hidden, cell) = ((newHidden * real) + (hidden * (1 - real)), (newCell * real) + (cell * (1 - real)));
            outputs[step] = hidden;
        }

        return (stack(outputs, 1), hidden);
    }

    private static Parameter Parameter(Layer layer, string name) => layer.named_parameters().Single(p => p.name.EndsWith(name, StringComparison.Ordinal)).parameter;
}
