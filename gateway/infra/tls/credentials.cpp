#include "gateway/infra/tls/credentials.hpp"

#include "gateway/infra/tls/pem.hpp"

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace clearing::tls {

namespace {

using SharedContext = std::shared_ptr<boost::asio::ssl::context>;
using Clock = std::chrono::system_clock;

constexpr const char* suites_of_tls_1_2 =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";
constexpr const char* suites_of_tls_1_3 = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr const char* groups = "X25519:P-256:P-384";

/// What the four files hold, read once, so that both contexts are made of the same bytes.
struct Material {
    std::vector<Owned<X509>> chain;
    Owned<EVP_PKEY> key;
    std::vector<Owned<X509>> authorities;
    std::vector<Owned<X509_CRL>> revocations;
    Identity own;
    Clock::time_point next_update;
};

std::string moment(Clock::time_point when) {
    return fmt::format("{:%F %T} UTC", fmt::gmtime(Clock::to_time_t(when)));
}

/// A list nobody of our authorities signed would make every handshake fail, silently to whoever changed the file.
bool is_signed_by_one_of(X509_CRL* list, const std::vector<Owned<X509>>& authorities) {
    return std::ranges::any_of(authorities, [list](const Owned<X509>& authority) {
        if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(authority.get())) != 0) return false;
        return X509_CRL_verify(list, X509_get0_pubkey(authority.get())) == 1;
    });
}

std::expected<Clock::time_point, std::string> first_next_update(const CredentialFiles& files,
                                                                const Material& material) {
    auto first = Clock::time_point::max();
    const std::string file = files.revocations.string();
    for (const auto& list : material.revocations) {
        if (!is_signed_by_one_of(list.get(), material.authorities))
            return std::unexpected(
                fmt::format("{} is not signed by the authority in {}", file, files.authority.string()));
        if (X509_CRL_get0_nextUpdate(list.get()) == nullptr)
            return std::unexpected(fmt::format("{} does not say when its next update is due", file));
        if (time_of(X509_CRL_get0_lastUpdate(list.get())) > Clock::now())
            return std::unexpected(fmt::format("{} is not in force yet", file));
        first = std::min(first, time_of(X509_CRL_get0_nextUpdate(list.get())));
    }
    if (first < Clock::now())
        return std::unexpected(fmt::format("{} expired: its next update was due {}", file, moment(first)));
    return first;
}

std::expected<Material, std::string> read(const CredentialFiles& files) {
    Material material;
    auto chain = read_certificates(files.certificate);
    if (!chain) return std::unexpected(chain.error());
    material.chain = std::move(*chain);
    auto key = read_key(files.key);
    if (!key) return std::unexpected(key.error());
    material.key = std::move(*key);
    if (X509_check_private_key(material.chain.front().get(), material.key.get()) != 1) {
        openssl_reason();
        return std::unexpected(fmt::format("the key {} does not belong to the certificate {}", files.key.string(),
                                           files.certificate.string()));
    }
    auto own = identity_of(material.chain.front().get());
    if (!own)
        return std::unexpected(fmt::format("{} does not carry exactly one SAN URI urn:clearing:region:…:role:…",
                                           files.certificate.string()));
    material.own = std::move(*own);
    auto authorities = read_certificates(files.authority);
    if (!authorities) return std::unexpected(authorities.error());
    material.authorities = std::move(*authorities);
    auto revocations = read_revocations(files.revocations);
    if (!revocations) return std::unexpected(revocations.error());
    material.revocations = std::move(*revocations);
    const auto next_update = first_next_update(files, material);
    if (!next_update) return std::unexpected(next_update.error());
    material.next_update = *next_update;
    return material;
}

bool trust(SSL_CTX* context, const Material& material) {
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    for (const auto& authority : material.authorities)
        if (X509_STORE_add_cert(store, authority.get()) != 1) return false;
    for (const auto& list : material.revocations)
        if (X509_STORE_add_crl(store, list.get()) != 1) return false;
    return X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) == 1;
}

bool present(SSL_CTX* context, const Material& material) {
    if (SSL_CTX_use_certificate(context, material.chain.front().get()) != 1) return false;
    for (std::size_t i = 1; i < material.chain.size(); ++i)
        if (SSL_CTX_add1_chain_cert(context, material.chain[i].get()) != 1) return false;
    return SSL_CTX_use_PrivateKey(context, material.key.get()) == 1;
}

bool harden(SSL_CTX* context) {
    SSL_CTX_set_options(
        context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    constexpr int strong = 2;  // OpenSSL's level: at least 112 bits, no SHA-1 signatures
    SSL_CTX_set_security_level(context, strong);
    return SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, suites_of_tls_1_2) == 1 &&
           SSL_CTX_set_ciphersuites(context, suites_of_tls_1_3) == 1 && SSL_CTX_set1_groups_list(context, groups) == 1;
}

/// Clients choose their certificate by these names.
bool name_authorities(SSL_CTX* context, const Material& material) {
    return std::ranges::all_of(material.authorities, [context](const Owned<X509>& authority) {
        return SSL_CTX_add_client_CA(context, authority.get()) == 1;
    });
}

std::expected<SharedContext, std::string> make_context(const Material& material, const CredentialFiles& files,
                                                       boost::asio::ssl::context::method method) {
    auto context = std::make_shared<boost::asio::ssl::context>(method);
    SSL_CTX* native = context->native_handle();
    if (harden(native) && trust(native, material) && name_authorities(native, material) && present(native, material))
        return context;
    return std::unexpected(fmt::format("{} cannot be used for TLS: {}", files.certificate.string(), openssl_reason()));
}

}  // namespace

std::expected<std::shared_ptr<Credentials>, std::string> Credentials::load(CredentialFiles files) {
    std::shared_ptr<Credentials> credentials(new Credentials(std::move(files)));
    if (const auto loaded = credentials->reload(); !loaded) return std::unexpected(loaded.error());
    return credentials;
}

std::expected<void, std::string> Credentials::reload() {
    auto material = read(files_);
    if (!material) return std::unexpected(material.error());
    auto server = make_context(*material, files_, boost::asio::ssl::context::tls_server);
    if (!server) return std::unexpected(server.error());
    auto client = make_context(*material, files_, boost::asio::ssl::context::tls_client);
    if (!client) return std::unexpected(client.error());
    // From here on nothing fails: the set changes as a whole.
    server_ = std::move(*server);
    client_ = std::move(*client);
    own_ = std::move(material->own);
    revocations_next_update_ = material->next_update;
    return {};
}

bool Credentials::still_stands(X509* certificate) const {
    if (certificate == nullptr) return false;
    const Owned<X509_STORE_CTX> check(X509_STORE_CTX_new());
    X509_STORE* store = SSL_CTX_get_cert_store(server_->native_handle());
    if (!check || X509_STORE_CTX_init(check.get(), store, certificate, nullptr) != 1) return false;
    const bool stands = X509_verify_cert(check.get()) == 1;
    openssl_reason();
    return stands;
}

}  // namespace clearing::tls
