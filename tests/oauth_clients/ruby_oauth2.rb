# Ruby's oauth2: the code grant or, with a password in the task, the password grant; refresh at 401.

require 'json'
require 'oauth2'
require 'securerandom'

task = JSON.parse($stdin.gets)
$stdout.sync = true

client = OAuth2::Client.new(task['client_id'], task['client_secret'],
                            site: task['url'],
                            authorize_url: '/Authorization/OAuth/LogOn',
                            token_url: '/Authorization/OAuth/Token')

def sign_in_with_code(client, redirect_uri)
  state = SecureRandom.hex
  puts JSON.generate(open: client.auth_code.authorize_url(redirect_uri: redirect_uri, state: state))
  location = URI(JSON.parse($stdin.gets)['url'])
  answer = URI.decode_www_form(location.query).to_h
  raise "state: #{answer}" unless answer['state'] == state
  client.auth_code.get_token(answer['code'], redirect_uri: redirect_uri)
end

token = if task['password']
          client.password.get_token(task['username'], task['password'])
        else
          sign_in_with_code(client, task['redirect_uri'])
        end
info = lists = nil
refreshed = false
until refreshed && info && lists
  begin
    info = token.get("#{task['console']}Authentication/Info").parsed
    lists = token.get("#{task['console']}User/Lists").parsed
    sleep task['pause_ms'] / 1000.0
  rescue OAuth2::Error => error
    raise unless error.response.status == 401
    token = token.refresh!
    refreshed = true
    info = lists = nil
  end
end

puts JSON.generate(info: info, lists: lists, refresh_token: token.refresh_token)
