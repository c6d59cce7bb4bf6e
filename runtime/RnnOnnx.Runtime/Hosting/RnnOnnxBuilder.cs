using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RnnOnnx.Batching;
using RnnOnnx.Packages;

namespace RnnOnnx.Hosting;

/// <summary>Adds models to an application.</summary>
public sealed class RnnOnnxBuilder
{
    internal RnnOnnxBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a classifying model as an <see cref="IBatchingClassifier"/> with its id as the key; the first model is there without a key too.</summary>
    /// <param name="id">The model's id, which is the name of its folder. Adding it again only configures it further.</param>
    /// <param name="configure">Changes the model's options; null for the defaults.</param>
    /// <exception cref="ArgumentException">The id is none.</exception>
    public RnnOnnxBuilder AddModel(string id, Action<HostedModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!ManifestRules.IsModelId(id))
        {
            throw new ArgumentException($"'{id}' is no model id; ids look like 'imdb-lstm', as the folders of the zoo do.", nameof(id));
        }

        var options = Services.AddOptions<HostedModelOptions>(id).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (Services.Any(service => service.ServiceType == typeof(HostedModel) && id.Equals(service.ServiceKey)))
        {
            return this;
        }

        Services.AddKeyedSingleton(id, (provider, _) => Create(provider, id));
        Services.AddKeyedSingleton<IBatchingClassifier>(id, (provider, _) => provider.GetRequiredKeyedService<HostedModel>(id));
        Services.AddSingleton(provider => provider.GetRequiredKeyedService<HostedModel>(id));
        Services.TryAddSingleton<IBatchingClassifier>(provider => provider.GetRequiredKeyedService<HostedModel>(id));
        return this;
    }

    private static HostedModel Create(IServiceProvider provider, string id) => new(
        id,
        provider.GetRequiredService<IOptions<RnnOnnxOptions>>(),
        provider.GetRequiredService<IOptionsMonitor<HostedModelOptions>>(),
        provider.GetService<TimeProvider>(),
        provider.GetService<ILoggerFactory>());
}
