using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using RnnOnnx.Batching;
using RnnOnnx.Hosting;
using RnnOnnx.Inference;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Hosting;

public sealed class ReadmeServiceTests
{
    [Fact]
    public async Task The_lines_that_the_documentation_shows_are_enough_for_a_service()
    {
        using var folder = new TemporaryFolder();
        TinyPackage.WriteBag(folder.Path, "imdb-lstm");
        TinyPackage.WriteTopics(folder.Path, "reuters-bilstm");
        var models = folder.Path;
        var services = new ServiceCollection();

        services.AddRnnOnnx(o => o.ZooPath = models)
            .AddModel("imdb-lstm")
            .AddModel("reuters-bilstm", o => o.Batching = o.Batching with { MaximumDelay = TimeSpan.FromMilliseconds(2) });
        services.AddHealthChecks().AddCheck<ModelsHealthCheck>("models");
        await using var provider = services.BuildServiceProvider();
        var reviews = ActivatorUtilities.CreateInstance<Reviews>(provider);

        (await reviews.JudgeAsync("Not a bad film at all.", default)).Tokens.Should().Be(7, "the model without a key is the first one");
        provider.GetRequiredKeyedService<IBatchingClassifier>("reuters-bilstm").ModelId.Should().Be("reuters-bilstm", "the others are found by their key");
    }

    private sealed class Reviews(IBatchingClassifier classifier)
    {
        public Task<Prediction> JudgeAsync(string review, CancellationToken cancellationToken) => classifier.PredictAsync(review, cancellationToken);
    }
}
