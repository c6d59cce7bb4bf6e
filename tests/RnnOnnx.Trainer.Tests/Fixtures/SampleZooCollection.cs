using Xunit;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>Test classes that share one sample zoo; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SampleZooCollection : ICollectionFixture<SampleZoo>
{
    public const string Name = "sample zoo";
}
