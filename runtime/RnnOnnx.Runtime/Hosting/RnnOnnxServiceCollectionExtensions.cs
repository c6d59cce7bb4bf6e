using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RnnOnnx.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds models to an application's services.</summary>
public static class RnnOnnxServiceCollectionExtensions
{
    /// <summary>Adds what models need; <see cref="RnnOnnxBuilder.AddModel"/> of the result adds the models.</summary>
    /// <remarks>
    /// A <see cref="TimeProvider"/> and logging are used if the application has them. <see cref="ModelsHealthCheck"/> is ready for
    /// <c>services.AddHealthChecks().AddCheck&lt;ModelsHealthCheck&gt;("models")</c>, and <see cref="RnnOnnxTelemetry.Name"/> names meter and activity source.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    public static RnnOnnxBuilder AddRnnOnnx(this IServiceCollection services, Action<RnnOnnxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<RnnOnnxOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RnnOnnxOptions>, RnnOnnxOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HostedModelOptions>, HostedModelOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ModelStartup>());
        services.TryAddSingleton(static provider => new ModelsHealthCheck(provider.GetServices<HostedModel>()));
        return new RnnOnnxBuilder(services);
    }
}
