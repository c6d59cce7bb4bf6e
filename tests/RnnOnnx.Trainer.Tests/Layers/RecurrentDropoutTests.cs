using FluentAssertions;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>
/// Which masks recurrent dropout draws. A mask of a whole text is a change of weights: a gate that sees m · x has the kernel
/// W · m. So each text's outputs must be those of the formula under exactly one of all possible masks, and the masks that
/// are found this way show how they were drawn.
/// </summary>
public sealed class RecurrentDropoutTests
{
    // What is kept grows by 4, a power of two, so that a masked weight has no rounding of its own.
    private const double Share = .75;
    private const float Kept = 4;

    // Many texts of four steps, and some of three so that rows of packed batches differ.
    private static readonly int[] Lengths = [.. Enumerable.Repeat(4, 30), .. Enumerable.Repeat(3, 30)];

    public static TheoryData<string, BatchLayout, bool> Masked
    {
        get
        {
            var cases = new TheoryData<string, BatchLayout, bool>();
            foreach (var kind in RecurrentKinds.All)
            {
                foreach (var layout in new[] { BatchLayout.PrePadded, BatchLayout.Unpadded })
                {
                    cases.Add(kind, layout, true);
                    cases.Add(kind, layout, false);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string> Kinds => RecurrentKinds.Names;

    [Theory]
    [MemberData(nameof(Masked))]
    public void A_text_s_mask_is_one_per_gate_and_the_same_at_every_step(string kind, BatchLayout layout, bool ofInputs)
    {
        using var scope = NewDisposeScope();
        // One unit and one feature, but for the layer with a single gate: two of them, so that values of one gate can be told apart.
        var width = kind == "simple-rnn" ? 2 : 1;
        var configuration = ofInputs
            ? RecurrentKinds.Of(kind, width, sequences: true) with { InputDropout = Share, InputMask = DropoutMask.PerTextAndGate }
            : RecurrentKinds.Of(kind, width, sequences: true) with { RecurrentDropout = Share };
        var texts = new VectorTexts(Lengths, width, 2);
        using var layer = configuration.Build(new LayerShape(4, width));
        LayerWeights.Fill(layer);
        layer.train();
        manual_seed(17);
        var table = nn.Parameter(tensor(texts.Table));
        var outputs = layer.call(texts.Input(layout, table)).Values;
        float[] shares = [.. Waves.Of((int)outputs.numel(), 3).Select(v => v / texts.Count)];
        (outputs.flatten() * tensor(shares)).sum().backward();

        var weights = RecurrentReference.Weights(layer);
        var (name, kernel) = weights.Single(w => w.Key.EndsWith(ofInputs ? "weight_ih_l0" : "weight_hh_l0", StringComparison.Ordinal));
        var masks = Masks(RecurrentKinds.Gates(kind) * width);
        var byMask = Array.ConvertAll(masks, mask => Formula(configuration, weights, name, Scaled(kernel, mask, width), width));
        var found = Find(texts, layout, LayerWeights.Floats(outputs), width, (text, mask) => byMask[mask].Outputs(texts.Steps(text, layout)), masks.Length);

        CheckDraws([.. found.Select(f => f.Known(masks))], HidesReset(kind) && !ofInputs ? [(0, 2)] : []);

        // The gradient is that of the formula under the masks that were found.
        double Loss()
        {
            var moved = Array.ConvertAll(masks, mask => Formula(configuration, weights, name, Scaled(kernel, mask, width), width));
            var outcomes = found.Select((f, text) => moved[f.Best].Outputs(texts.Steps(text, layout))).ToArray();
            return texts.Rows(layout).SelectMany(row => outcomes[row.Text][row.Step]).Zip(shares, (output, share) => output * share).Sum();
        }

        foreach (var (parameter, counted) in layer.named_parameters().Where(p => p.parameter.requires_grad))
        {
            FiniteDifferences.Check(Loss, weights[parameter], LayerWeights.Floats(counted.grad!), parameter);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Masks_of_inputs_and_state_are_drawn_apart_and_for_each_direction(string kind)
    {
        using var scope = NewDisposeScope();
        var configuration = RecurrentKinds.Of(kind, 1, sequences: true) with { InputDropout = Share, InputMask = DropoutMask.PerTextAndGate, RecurrentDropout = Share };
        // An LSTM's eight masks make 256 candidates for each text; the reset gate of a GRU shows in every fourth text only.
        var texts = new VectorTexts([.. Enumerable.Repeat(4, kind.StartsWith("gru", StringComparison.Ordinal) ? 160 : 30)], 1, 2);
        using var layer = new BidirectionalConfiguration(configuration).Build(new LayerShape(4, 1));
        LayerWeights.Fill(layer);
        layer.train();
        manual_seed(19);
        var outputs = LayerWeights.Floats(layer.call(texts.Input(BatchLayout.PrePadded, tensor(texts.Table))).Values);

        var gates = RecurrentKinds.Gates(kind);
        var masks = Masks(2 * gates);
        Fit[][] found = [.. new[] { "_forward", "_backward" }.Select((direction, side) =>
        {
            var weights = RecurrentReference.Weights(layer).Where(w => w.Key.Contains(direction, StringComparison.Ordinal)).ToDictionary();
            var (input, recurrent) = (weights.Keys.Single(k => k.EndsWith("weight_ih_l0", StringComparison.Ordinal)), weights.Keys.Single(k => k.EndsWith("weight_hh_l0", StringComparison.Ordinal)));
            var byMask = Array.ConvertAll(masks, mask => new RecurrentReference(
                configuration,
                new Dictionary<string, float[]>(weights) { [input] = Scaled(weights[input], mask[..gates], 1), [recurrent] = Scaled(weights[recurrent], mask[gates..], 1) },
                1));
            float[] half = [.. outputs.Where((_, i) => i % 2 == side)];
            return Find(texts, BatchLayout.PrePadded, half, 1, (text, mask) => byMask[mask].Outputs(texts.Steps(text, BatchLayout.PrePadded), backwards: side == 1), masks.Length);
        })];

        CheckDraws([.. found[0].Zip(found[1], (there, back) => (bool?[])[.. there.Known(masks), .. back.Known(masks)])], HidesReset(kind) ? [(0, 5), (3, 5), (6, 11), (9, 11)] : []);
    }

    [Theory]
    [MemberData(nameof(Masked))]
    public void Input_dropout_per_step_draws_anew_for_every_step_and_feature_and_shows_all_gates_the_same(string kind, BatchLayout layout, bool last)
    {
        using var scope = NewDisposeScope();
        var configuration = RecurrentKinds.Of(kind, 2, sequences: !last) with { InputDropout = Share, InputMask = DropoutMask.PerStep };
        var texts = new VectorTexts(last ? [.. Lengths.Select(n => n - 1)] : Lengths, 2, 2);
        using var layer = configuration.Build(new LayerShape(texts.MaximumLength, 2));
        LayerWeights.Fill(layer);
        layer.train();
        manual_seed(23);
        var outputs = LayerWeights.Floats(layer.call(texts.Input(layout, tensor(texts.Table))).Values);

        var formula = new RecurrentReference(configuration, RecurrentReference.Weights(layer), 2);
        var found = new List<bool?[]>();
        for (var text = 0; text < (last ? 40 : texts.Count); text++)
        {
            // Step by step: the mask so far decides the state from which the next one starts.
            var steps = texts.Steps(text, layout);
            if (last)
            {
                var all = Masks(2 * steps.Length);
                found.Add(Nearest(outputs[(text * 2)..((text * 2) + 2)], all.Length, mask => formula.Last(Hidden(steps, all[mask]))).Known(all));
                continue;
            }

            var mine = Mine(texts, layout, outputs, 2, text);
            var mask = Array.Empty<float>();
            var known = new List<bool?>();
            for (var step = 0; step < steps.Length; step++)
            {
                var next = Masks(2);
                var seen = mask;
                var choice = Nearest(mine[(step * 2)..((step * 2) + 2)], 4, m => formula.Outputs(Hidden(steps[..(step + 1)], [.. seen, .. next[m]]))[^1]);
                mask = [.. mask, .. next[choice.Best]];
                known.AddRange(choice.Known(next));
            }

            found.Add([.. known]);
        }

        var shortest = found.Min(m => m.Length);
        CheckDraws([.. found.Select(m => m[^shortest..])]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Prediction_drops_nothing_and_a_seed_draws_the_same_masks_again(string kind)
    {
        using var scope = NewDisposeScope();
        var plain = RecurrentKinds.Of(kind, 3, sequences: true);
        RecurrentConfiguration[] dropping =
        [
            plain with { InputDropout = .3 },
            plain with { InputDropout = .3, InputMask = DropoutMask.PerTextAndGate },
            plain with { RecurrentDropout = .3 },
        ];
        var texts = new VectorTexts([4, 2, 1], 2);
        using var without = plain.Build(new LayerShape(4, 2));
        LayerWeights.Fill(without);
        foreach (var configuration in dropping)
        {
            using var layer = configuration.Build(new LayerShape(4, 2));
            LayerWeights.Fill(layer);
            layer.Takes(BatchLayout.SharedPadding, training: true).Should().BeFalse("padding that was dropped at random is no longer the same for all texts");
            layer.Takes(BatchLayout.SharedPadding, training: false).Should().BeTrue("prediction can share it");
            foreach (var layout in new[] { BatchLayout.PrePadded, BatchLayout.Unpadded })
            {
                layer.eval();
                Run(layer, layout, 1).ShouldBeClose(Run(without, layout, 1), 1e-6, "a prediction may not depend on chance");
                layer.train();
                var first = Run(layer, layout, 1);
                Run(layer, layout, 1).Should().Equal(first, "a result that cannot be repeated cannot be checked");
                Run(layer, layout, 2).Should().NotEqual(first, "each batch needs masks of its own");
            }
        }

        float[] Run(Layer layer, BatchLayout layout, int seed)
        {
            manual_seed(seed);
            return LayerWeights.Floats(layer.call(texts.Input(layout, tensor(texts.Table))).Values);
        }
    }

    // In a reset-before GRU the reset gate acts on what the candidate sees of the state; nothing shows it where that is nothing.
    private static bool HidesReset(string kind) => kind.StartsWith("gru-before", StringComparison.Ordinal);

    // Every place is kept with a chance of 1/4, and on its own: if two of them shared a draw, they would show two combinations at most.
    private static void CheckDraws(bool?[][] masks, params (int, int)[] hiding)
    {
        var places = masks[0].Length;
        masks.Should().OnlyContain(m => m.Length == places);
        var known = masks.Sum(m => m.Count(v => v is not null));
        known.Should().BeGreaterThan(masks.Length * places * 3 / 5, "the outputs have to show most of the masks");
        ((double)masks.Sum(m => m.Count(v => v is true)) / known).Should().BeApproximately(1 - Share, 5 * Math.Sqrt(Share * (1 - Share) / known), "the share that is dropped is the one that was asked for");
        for (var a = 0; a < places; a++)
        {
            for (var b = a + 1; b < places; b++)
            {
                if (!hiding.Contains((a, b)))
                {
                    masks.Select(m => (m[a], m[b])).Where(p => p is { Item1: not null, Item2: not null }).Distinct().Should().HaveCountGreaterThan(2, "places {0} and {1} must not share one draw", a, b);
                }
            }
        }
    }

    private static Fit[] Find(VectorTexts texts, BatchLayout layout, float[] outputs, int units, Func<int, int, List<double[]>> candidate, int candidates) =>
    [
        .. Enumerable.Range(0, texts.Count).Select(text =>
            Nearest(Mine(texts, layout, outputs, units, text), candidates, mask => [.. candidate(text, mask).SelectMany(h => h)])),
    ];

    private static float[] Mine(VectorTexts texts, BatchLayout layout, float[] outputs, int units, int text) =>
        [.. texts.Rows(layout).Zip(outputs.Chunk(units)).Where(row => row.First.Text == text).SelectMany(row => row.Second)];

    private static Fit Nearest(float[] outputs, int candidates, Func<int, double[]> candidate)
    {
        var distances = Enumerable.Range(0, candidates).Select(mask => candidate(mask).Zip(outputs, (c, o) => Math.Abs(c - o)).Max()).ToArray();
        var best = Enumerable.Range(0, candidates).MinBy(mask => distances[mask]);
        distances[best].Should().BeLessThan(2e-6, "the outputs must be the formula's under some mask that holds values of 0 and 1 / (1 - p) and stays the same at every step");
        return new Fit(best, [.. Enumerable.Range(0, candidates).Where(mask => distances[mask] < 1e-5)]);
    }

    // All masks of some places; bit i of a mask's number says whether place i is kept.
    private static float[][] Masks(int places) =>
        [.. Enumerable.Range(0, 1 << places).Select(bits => Enumerable.Range(0, places).Select(i => (bits >> i & 1) == 1 ? Kept : 0f).ToArray())];

    private static float[][] Hidden(float[][] steps, float[] mask) =>
        [.. steps.Select((step, s) => step.Select((value, f) => value * mask[(s * step.Length) + f]).ToArray())];

    // kernel [gates · units, width], mask [gates, width], as many units as width.
    private static float[] Scaled(float[] kernel, float[] mask, int width) =>
        [.. kernel.Select((value, i) => value * mask[(i / (width * width) * width) + (i % width)])];

    private static RecurrentReference Formula(RecurrentConfiguration configuration, Dictionary<string, float[]> weights, string name, float[] values, int features) =>
        new(configuration, new Dictionary<string, float[]>(weights) { [name] = values }, features);

    /// <summary>The mask that explains a text's outputs best, and all that explain them.</summary>
    private sealed record Fit(int Best, int[] All)
    {
        /// <summary>Which places are kept; null where the outputs do not show it.</summary>
        public bool?[] Known(float[][] masks) =>
            [.. masks[Best].Select((value, place) => All.All(mask => masks[mask][place] == value) ? value > 0 : (bool?)null)];
    }
}
