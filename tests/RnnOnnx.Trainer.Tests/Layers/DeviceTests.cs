using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Architectures;
using RnnOnnx.Trainer.Corpora;
using RnnOnnx.Trainer.Layers;
using RnnOnnx.Trainer.Tests.Fixtures;
using RnnOnnx.Trainer.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace RnnOnnx.Trainer.Tests.Layers;

/// <summary>
/// A network computes where its weights lie. Where there is no GPU, torch's device of shapes without values stands in: an operation that meets a tensor of the CPU fails there too.
/// It lacks some operations, lookups among them, so networks run from their second layer on.
/// </summary>
public sealed class DeviceTests
{
    // Of all lengths, several of one among them, and without any id.
    private static readonly int[] Lengths = [3, 8, 0, 5, 1, 5, 7, 2];

    private static readonly DeviceType? Other = Second();

    public static TheoryData<string> Ids => [.. ArchitectureRegistry.All.Where(a => a.Layers.Count > 1 && (Other != DeviceType.META || !a.Layers.Any(IsBeyondMeta))).Select(a => a.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Training_and_evaluation_make_every_tensor_where_the_weights_lie(string id)
    {
        if (Other is not { } device)
        {
            return;
        }

        var architecture = ArchitectureRegistry.Find(id);
        using var scope = NewDisposeScope();
        using var network = SmallNetworks.Of(architecture);
        network.Device.type.Should().Be(DeviceType.CPU);
        network.to(device);
        network.Device.type.Should().Be(device);
        var objective = new Objective(architecture.Task);
        foreach (var (training, skip) in new[] { (true, true), (true, false), (false, true) })
        {
            var layout = network.Layout(training, skip);
            var batch = objective.IsOfNextIds ? Batch.OfNextIds(Texts(1), [0, 1, 2, 3], network.Device) : Batch.Create(Texts(0), [.. Enumerable.Range(0, Lengths.Length)], SmallNetworks.Steps, layout, network.Device);
            batch.Input.Values.device_type.Should().Be(device);
            network.train(training);
            var logits = network.RunFrom(1, batch.Input with { Values = zeros([.. batch.Input.Values.shape, network.Layers[0].OutputShape.Features!.Value], device: network.Device) });
            logits.device_type.Should().Be(device, "{0}, training {1}", layout, training);
            var loss = objective.Loss(objective.IsOfNextIds ? logits.flatten(0, 1).narrow(0, 0, batch.Labels.Count) : logits, batch.Labels);
            loss.device_type.Should().Be(device);
            if (training)
            {
                network.zero_grad();
                loss.backward();
                network.Layers.Skip(1).SelectMany(layer => layer.CountedParameters).Should().OnlyContain(p => p.grad!.device_type == device);
            }
        }
    }

    [Fact]
    public void The_second_device_refuses_tensors_of_the_first()
    {
        if (Other is not { } type)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var device = new Device(type);
        FluentActions.Invoking(() => cat([zeros(1, 2, device: device), zeros(1, 2)], 0)).Should().Throw<Exception>("or the test of networks proves nothing").WithMessage("*same device*");
        zeros(1, 2, device: device).Invoking(t => t.copy_(ones(1, 2))).Should().NotThrow("weights and checkpoints go from one to the other");
    }

    [Fact]
    public void Cuda_that_is_not_there_is_an_error_and_auto_is_the_cpu_then()
    {
        TrainingDevice.Choose("cpu").Should().Be(DeviceType.CPU);
        if (cuda.is_available())
        {
            TrainingDevice.Choose("auto").Should().Be(DeviceType.CUDA);
            return;
        }

        TrainingDevice.Choose("auto").Should().Be(DeviceType.CPU);
        FluentActions.Invoking(() => TrainingDevice.Choose("cuda")).Should().Throw<RnnOnnxException>().WithMessage("--device cuda: torch * sees no CUDA device here; train with --device cpu, or, *");
    }

    [Fact]
    public void Only_cuda_computes_in_bfloat16()
    {
        TrainingDevice.ChoosePrecision("bfloat16", DeviceType.CUDA).Should().Be(TrainingPrecision.Mixed);
        TrainingDevice.ChoosePrecision("float32", DeviceType.CPU).Should().Be(TrainingPrecision.Full);
        FluentActions.Invoking(() => TrainingDevice.ChoosePrecision("bfloat16", DeviceType.CPU)).Should().Throw<RnnOnnxException>().WithMessage("--precision bfloat16 is for CUDA devices*");
    }

    private static LabelledSequences Texts(int least) =>
        new([.. Lengths.Select((n, t) => Enumerable.Range(0, Math.Max(n, least)).Select(i => 1 + (((5 * i) + (7 * t)) % (SmallNetworks.Vocabulary - 1))).ToArray())], new int[Lengths.Length]);

    // Convolutions, ReLU, the reversal of steps, and one mask for all steps of a text.
    private static bool IsBeyondMeta(LayerConfiguration layer) =>
        layer is Convolution1dConfiguration or DenseConfiguration { Activation: Activation.Relu } or BidirectionalConfiguration or RecurrentConfiguration { InputMask: DropoutMask.PerTextAndGate, InputDropout: > 0 };

    // Not every engine can move its own modules to the device of shapes.
    private static DeviceType? Second()
    {
        if (cuda.is_available())
        {
            return DeviceType.CUDA;
        }

        using var module = nn.LSTM(1, 1);
        try
        {
            module.to(DeviceType.META);
            return DeviceType.META;
        }
        catch (System.Runtime.InteropServices.ExternalException)
        {
            return null;
        }
    }
}
