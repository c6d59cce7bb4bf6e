using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RnnOnnx.Batching;
using RnnOnnx.Hosting;
using RnnOnnx.Packages;
using RnnOnnx.Runtime.Tests.Fixtures;
using Xunit;

namespace RnnOnnx.Runtime.Tests.Hosting;

public sealed class HostingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_service_gets_its_model_by_interface_alone()
    {
        TinyPackage.WriteBag(_folder.Path);
        using var host = CreateHost(models => models.AddModel("tiny-bag"));
        await host.StartAsync();

        var classifier = host.Services.GetRequiredService<IBatchingClassifier>();
        var prediction = await classifier.PredictAsync("a bad film");

        classifier.ModelId.Should().Be("tiny-bag", "it is the only one");
        prediction.Scores[1].Should().BeApproximately((float)TinyGraphs.BagProbability([1, 7, 8, 5]), 1e-6f, "the model behind the interface is the one of the package");
        await host.StopAsync();
    }

    [Fact]
    public async Task Of_several_models_each_is_found_by_its_id_and_the_first_without_one()
    {
        TinyPackage.WriteBag(_folder.Path);
        TinyPackage.WriteTopics(_folder.Path);
        using var host = CreateHost(models => models.AddModel("tiny-topics").AddModel("tiny-bag").AddModel("tiny-bag", static options => options.Batching = options.Batching with { QueueCapacity = 7 }));
        await host.StartAsync();

        host.Services.GetRequiredService<IBatchingClassifier>().ModelId.Should().Be("tiny-topics", "the first one is the application's main model");
        host.Services.GetRequiredKeyedService<IBatchingClassifier>("tiny-bag").ModelId.Should().Be("tiny-bag", "the key is the id");
        (await host.Services.GetRequiredKeyedService<IBatchingClassifier>("tiny-topics").PredictAsync("film")).Scores.Should().HaveCount(3, "it has three labels");
        host.Services.GetKeyedServices<IBatchingClassifier>(KeyedService.AnyKey).Select(static model => model.ModelId).Should().BeEquivalentTo(["tiny-topics", "tiny-bag"], "a model that is added again is one model");
        host.Services.GetRequiredService<IOptionsMonitor<HostedModelOptions>>().Get("tiny-bag").Batching.QueueCapacity.Should().Be(7, "adding again configures further");
        (await CheckAsync(host)).Data["tiny-bag"].Should().Be("loaded, 0 of 7 places in the queue are taken", "the options reach the queue");
        await host.StopAsync();
    }

    [Fact]
    public async Task A_damaged_package_fails_the_start()
    {
        TinyPackage.WriteBag(_folder.Path);
        await File.AppendAllTextAsync(_folder.Sub("tiny-bag", "vocab.txt"), "more\n");
        using var host = CreateHost(models => models.AddModel("tiny-bag"));

        var start = () => host.StartAsync();

        await start.Should().ThrowAsync<PackageException>("an instance that cannot classify must not take traffic").WithMessage("tiny-bag: *");
        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Unhealthy, "the model could not be loaded");
    }

    [Fact]
    public async Task A_model_that_is_loaded_late_is_loaded_by_the_first_caller_and_tried_again_after_a_failure()
    {
        using var host = CreateHost(models => models.AddModel("tiny-bag"), static options => options.LoadAtStart = false);
        await host.StartAsync();
        var classifier = host.Services.GetRequiredService<IBatchingClassifier>();
        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy, "nobody has asked for the model");

        var early = () => classifier.PredictAsync("film");
        await early.Should().ThrowAsync<ModelNotFoundException>("the package is not there yet").WithMessage("*'tiny-bag'*");
        (await CheckAsync(host)).Should().BeEquivalentTo(new { Status = HealthStatus.Unhealthy }, "a model that cannot be loaded answers nobody");
        TinyPackage.WriteBag(_folder.Path);

        (await classifier.PredictAsync("film")).Tokens.Should().Be(2, "what was repaired works without a restart");
        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy, "the model is loaded");
        await host.StopAsync();
    }

    [Theory]
    [InlineData("", "*ZooPath is empty*")]
    [InlineData("no-such-folder", "*'no-such-folder'*there is no folder*")]
    public async Task A_folder_that_is_not_there_is_told_at_start_even_when_models_are_loaded_late(string path, string message)
    {
        using var host = CreateHost(models => models.AddModel("tiny-bag"), options => (options.ZooPath, options.LoadAtStart) = (path, false));

        var start = () => host.StartAsync();

        await start.Should().ThrowAsync<OptionsValidationException>("otherwise the first caller would learn of it").WithMessage(message);
    }

    [Fact]
    public async Task Options_of_a_model_that_make_no_sense_are_told_at_start()
    {
        TinyPackage.WriteBag(_folder.Path);
        using var host = CreateHost(models => models.AddModel("tiny-bag", static options => options.Batching = options.Batching with { QueueCapacity = 0 }));

        var start = () => host.StartAsync();

        await start.Should().ThrowAsync<OptionsValidationException>("no text would ever be accepted").WithMessage("HostedModelOptions of 'tiny-bag': Batching.QueueCapacity is 0 and must be at least 1.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("../tiny-bag")]
    [InlineData("Tiny Bag")]
    public void What_is_no_model_id_is_refused_when_it_is_added(string id)
    {
        var act = () => new ServiceCollection().AddRnnOnnx().AddModel(id);

        act.Should().Throw<ArgumentException>("an id is the name of a folder of the zoo, and no path").WithMessage($"'{id}' is no model id*");
    }

    [Fact]
    public async Task Services_without_a_host_work_too_and_stop_with_their_provider()
    {
        TinyPackage.WriteBag(_folder.Path);
        var services = new ServiceCollection();
        services.AddRnnOnnx(options => options.ZooPath = _folder.Path).AddModel("tiny-bag");
        var provider = services.BuildServiceProvider();
        var classifier = provider.GetRequiredService<IBatchingClassifier>();
        await classifier.PredictAsync("film");

        provider.Dispose();

        var late = () => classifier.PredictAsync("film");
        await late.Should().ThrowAsync<ObjectDisposedException>("the application has stopped");
    }

    private IHost CreateHost(Action<RnnOnnxBuilder> add, Action<RnnOnnxOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var models = builder.Services.AddRnnOnnx(options =>
        {
            options.ZooPath = _folder.Path;
            configure?.Invoke(options);
        });
        add(models);
        return builder.Build();
    }

    private static Task<HealthCheckResult> CheckAsync(IHost host)
    {
        var check = host.Services.GetRequiredService<ModelsHealthCheck>();
        return check.CheckHealthAsync(new HealthCheckContext { Registration = new HealthCheckRegistration("models", check, HealthStatus.Unhealthy, null) });
    }
}
