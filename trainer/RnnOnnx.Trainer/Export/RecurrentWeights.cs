namespace RnnOnnx.Trainer.Export;

/// <summary>
/// The weights of one recurrent ONNX node, made from torch's. Torch stacks its gates' rows in another order than ONNX:
/// LSTM i, f, g, o against i, o, f, c (g and c are the same candidate); GRU r, z, n against z, r, h (n and h are the same candidate).
/// H stands for the number of units, G for the number of gates (1, 3 or 4), I for the number of input features, D for the number of directions.
/// </summary>
/// <param name="Input">ONNX' W, <c>[D, G*H, I]</c>, row by row.</param>
/// <param name="Recurrence">ONNX' R, <c>[D, G*H, H]</c>, row by row.</param>
/// <param name="Bias">ONNX' B, <c>[D, 2*G*H]</c>: the input's biases, then the recurrence's.</param>
public sealed record RecurrentWeights(float[] Input, float[] Recurrence, float[] Bias)
{
    // Which of torch's gates stands at each place of ONNX' order.
    private static readonly int[] LstmGates = [0, 3, 1, 2];
    private static readonly int[] GruGates = [1, 0, 2];
    private static readonly int[] OneGate = [0];

    /// <summary>An LSTM's weights in one direction.</summary>
    /// <param name="input">Torch's weight_ih, <c>[4H, I]</c>, gates i, f, g, o.</param>
    /// <param name="recurrence">Torch's weight_hh, <c>[4H, H]</c>, same order.</param>
    /// <param name="bias">Torch's bias_ih, <c>[4H]</c>, same order.</param>
    /// <param name="units">H.</param>
    /// <param name="recurrentBias">Torch's bias_hh, <c>[4H]</c>; null stands for zeros.</param>
    /// <exception cref="ExportException">The sizes do not fit each other.</exception>
    public static RecurrentWeights Lstm(float[] input, float[] recurrence, float[] bias, int units, float[]? recurrentBias = null) =>
        Convert("LSTM", LstmGates, input, recurrence, bias, units, recurrentBias);

    /// <summary>
    /// A GRU's weights in one direction, for both forms: reset-after (<c>linear_before_reset=1</c>, torch's own), where the candidate's two biases
    /// act at different places, and reset-before (<c>linear_before_reset=0</c>), where their sum acts and one bias suffices.
    /// </summary>
    /// <param name="input">Torch's weight_ih, <c>[3H, I]</c>, gates r, z, n.</param>
    /// <param name="recurrence">Torch's weight_hh, <c>[3H, H]</c>, same order.</param>
    /// <param name="bias">Torch's bias_ih, <c>[3H]</c>, same order.</param>
    /// <param name="units">H.</param>
    /// <param name="recurrentBias">Torch's bias_hh, <c>[3H]</c>; null stands for zeros.</param>
    /// <exception cref="ExportException">The sizes do not fit each other.</exception>
    public static RecurrentWeights Gru(float[] input, float[] recurrence, float[] bias, int units, float[]? recurrentBias = null) =>
        Convert("GRU", GruGates, input, recurrence, bias, units, recurrentBias);

    /// <summary>A simple recurrent layer's weights in one direction; there is one gate, so nothing changes place.</summary>
    /// <param name="input">Torch's weight_ih, <c>[H, I]</c>.</param>
    /// <param name="recurrence">Torch's weight_hh, <c>[H, H]</c>.</param>
    /// <param name="bias">Torch's bias_ih, <c>[H]</c>.</param>
    /// <param name="units">H.</param>
    /// <param name="recurrentBias">Torch's bias_hh, <c>[H]</c>; null stands for zeros.</param>
    /// <exception cref="ExportException">The sizes do not fit each other.</exception>
    public static RecurrentWeights SimpleRnn(float[] input, float[] recurrence, float[] bias, int units, float[]? recurrentBias = null) =>
        Convert("SimpleRNN", OneGate, input, recurrence, bias, units, recurrentBias);

    /// <summary>An LSTM's peephole weights, ONNX' P in one direction, <c>[3H]</c> in ONNX' order i, o, f.</summary>
    /// <param name="inputGate"><c>[H]</c>, multiplied with the old cell state.</param>
    /// <param name="forgetGate"><c>[H]</c>, multiplied with the old cell state.</param>
    /// <param name="outputGate"><c>[H]</c>, multiplied with the new cell state.</param>
    /// <exception cref="ExportException">The three are not of one length.</exception>
    public static float[] Peepholes(float[] inputGate, float[] forgetGate, float[] outputGate)
    {
        ArgumentNullException.ThrowIfNull(inputGate);
        ArgumentNullException.ThrowIfNull(forgetGate);
        ArgumentNullException.ThrowIfNull(outputGate);
        Require("peephole LSTM", "forget gate's peepholes", forgetGate.Length, inputGate.Length);
        Require("peephole LSTM", "output gate's peepholes", outputGate.Length, inputGate.Length);
        return [.. inputGate, .. outputGate, .. forgetGate];
    }

    /// <summary>Takes ONNX' P apart again.</summary>
    /// <param name="peepholes">What <see cref="Peepholes"/> gave, <c>[3H]</c>.</param>
    public static (float[] InputGate, float[] ForgetGate, float[] OutputGate) ToGates(float[] peepholes)
    {
        ArgumentNullException.ThrowIfNull(peepholes);
        var units = peepholes.Length / 3;
        return (peepholes[..units], peepholes[(2 * units)..], peepholes[units..(2 * units)]);
    }

    /// <summary>The weights of a node that runs in both directions: <c>[2, ...]</c>, forward first.</summary>
    /// <exception cref="ExportException">The directions differ in size.</exception>
    public static RecurrentWeights Bidirectional(RecurrentWeights forward, RecurrentWeights backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        Require("bidirectional layer", "backward input weights", backward.Input.Length, forward.Input.Length);
        Require("bidirectional layer", "backward recurrent weights", backward.Recurrence.Length, forward.Recurrence.Length);
        Require("bidirectional layer", "backward biases", backward.Bias.Length, forward.Bias.Length);
        return new(
            [.. forward.Input, .. backward.Input],
            [.. forward.Recurrence, .. backward.Recurrence],
            [.. forward.Bias, .. backward.Bias]);
    }

    /// <summary>Torch's weights of one direction again, bit by bit: weight_ih, weight_hh, bias_ih and bias_hh.</summary>
    /// <param name="operation">The ONNX operator: <c>LSTM</c>, <c>GRU</c> or <c>RNN</c>.</param>
    public (float[] Input, float[] Recurrence, float[] Bias, float[] RecurrentBias) ToTorch(string operation)
    {
        var gates = operation switch
        {
            "LSTM" => LstmGates,
            "GRU" => GruGates,
            "RNN" => OneGate,
            _ => throw new ArgumentException($"there is no recurrent operator {operation}", nameof(operation)),
        };
        var biases = Bias.Length / 2;
        return (Restore(Input, gates), Restore(Recurrence, gates), Restore(Bias.AsSpan(0, biases), gates), Restore(Bias.AsSpan(biases), gates));
    }

    private static RecurrentWeights Convert(string layer, int[] gates, float[] input, float[] recurrence, float[] bias, int units, float[]? recurrentBias)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(recurrence);
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        var rows = gates.Length * units;
        if (input.Length == 0 || input.Length % rows != 0)
        {
            throw new ExportException($"{layer} of {units} units: {input.Length} input weights are no whole number of columns of {rows}; check the layer's units.");
        }

        Require($"{layer} of {units} units", "recurrent weights", recurrence.Length, rows * units);
        Require($"{layer} of {units} units", "biases", bias.Length, rows);
        recurrentBias ??= new float[rows];
        Require($"{layer} of {units} units", "recurrent biases", recurrentBias.Length, rows);
        return new(Reorder(input, gates), Reorder(recurrence, gates), [.. Reorder(bias, gates), .. Reorder(recurrentBias, gates)]);
    }

    private static float[] Reorder(float[] torch, int[] gates)
    {
        var block = torch.Length / gates.Length;
        var onnx = new float[torch.Length];
        for (var gate = 0; gate < gates.Length; gate++)
        {
            torch.AsSpan(gates[gate] * block, block).CopyTo(onnx.AsSpan(gate * block));
        }

        return onnx;
    }

    private static float[] Restore(ReadOnlySpan<float> onnx, int[] gates)
    {
        var block = onnx.Length / gates.Length;
        var torch = new float[onnx.Length];
        for (var gate = 0; gate < gates.Length; gate++)
        {
            onnx.Slice(gate * block, block).CopyTo(torch.AsSpan(gates[gate] * block));
        }

        return torch;
    }

    private static void Require(string layer, string what, int count, int expected)
    {
        if (count != expected)
        {
            throw new ExportException($"{layer}: {count} {what} were given and {expected} are needed; check the layer's units.");
        }
    }
}
