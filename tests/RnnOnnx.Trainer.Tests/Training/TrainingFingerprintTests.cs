using System.Reflection;
using System.Reflection.PortableExecutable;
using FluentAssertions;
using RnnOnnx.Packages;
using RnnOnnx.Trainer.Training;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Training;

/// <summary>A fingerprint holds the builds of trainer and runtime, so what these hold of the machine, every package holds.</summary>
public sealed class TrainingFingerprintTests
{
#if DEBUG
    private const string? Skip = "a debug build keeps the paths of its sources, for the debugger";
#else
    private const string? Skip = null;
#endif

    [Theory(Skip = Skip)]
    [InlineData(typeof(TrainingFingerprint))]
    [InlineData(typeof(ModelManifest))]
    public void A_build_is_the_same_in_every_folder(Type type)
    {
        using var file = File.OpenRead(type.Assembly.Location);
        using var image = new PEReader(file);
        var symbols = image.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);

        image.ReadCodeViewDebugDirectoryData(symbols).Path.Should().StartWith("/_/", "the folder that this checkout lies in is no part of the program");
    }

    [Theory]
    [InlineData(typeof(TrainingFingerprint))]
    [InlineData(typeof(ModelManifest))]
    public void A_build_is_the_same_at_every_commit_of_the_same_sources(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Should().NotContain("+", "a commit of a document alone must not throw trained models away");
}
