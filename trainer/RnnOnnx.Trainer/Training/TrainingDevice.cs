using RnnOnnx.Trainer.Layers;
using TorchSharp;

namespace RnnOnnx.Trainer.Training;

/// <summary>The device that networks are trained on, and in which numbers it computes.</summary>
public static class TrainingDevice
{
    /// <summary>What <see cref="Choose"/> takes: CUDA where torch sees a device of it and the CPU elsewhere, or the one or the other.</summary>
    public static IReadOnlyList<string> Choices { get; } = [Automatic, Cpu, Cuda];

    /// <summary>What <see cref="ChoosePrecision"/> takes.</summary>
    public static IReadOnlyList<string> Precisions { get; } = [Name(TrainingPrecision.Full), Name(TrainingPrecision.Mixed)];

    private const string Automatic = "auto";
    private const string Cpu = "cpu";
    private const string Cuda = "cuda";

    /// <summary>The device of a choice.</summary>
    /// <param name="choice">One of <see cref="Choices"/>.</param>
    /// <exception cref="RnnOnnxException">CUDA is asked for, and torch sees none.</exception>
    public static DeviceType Choose(string choice) => choice switch
    {
        Cpu => DeviceType.CPU,
        Automatic => torch.cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU,
        Cuda => torch.cuda.is_available()
            ? DeviceType.CUDA
            : throw new RnnOnnxException($"--device cuda: torch {EngineVersions.Torch} sees no CUDA device here; train with --device cpu, or, on a machine with an NVIDIA GPU, run 'make setup GPU=1' and build again"),
        _ => throw new ArgumentOutOfRangeException(nameof(choice), choice, $"there is no such device; there are {string.Join(", ", Choices)}"),
    };

    /// <summary>The precision of a choice.</summary>
    /// <param name="choice">One of <see cref="Precisions"/>.</param>
    /// <param name="device">The device that is to compute in it.</param>
    /// <exception cref="RnnOnnxException">The device is not made for it.</exception>
    public static TrainingPrecision ChoosePrecision(string choice, DeviceType device) =>
        choice == Name(TrainingPrecision.Full) ? TrainingPrecision.Full
        : device == DeviceType.CUDA ? TrainingPrecision.Mixed
        : throw new RnnOnnxException($"--precision {choice} is for CUDA devices, and training is on the CPU, which would take longer with it; leave it out, or train where there is a GPU");

    /// <summary>A precision's name, one of <see cref="Precisions"/>.</summary>
    public static string Name(TrainingPrecision precision) => precision == TrainingPrecision.Mixed ? "bfloat16" : "float32";

    /// <summary>A device's name, one of <see cref="Choices"/>.</summary>
    public static string Name(DeviceType device) => device == DeviceType.CUDA ? Cuda : Cpu;

    /// <summary>Moves a network to the device on which it is to be trained.</summary>
    internal static void Move(Network network, DeviceType device)
    {
        if (device == DeviceType.CUDA)
        {
            // Or cuDNN would round the factors of its products to TF32's 10 bits.
            torch.backends.cudnn.allow_tf32 = false;
        }

        network.to(device);
    }
}
