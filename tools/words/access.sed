s/\.many = true/.shared_source = true/g
s/\b(owner|attempt)\.known = true/\1.trusted = true/g
s/throttle_\.succeeded\(/throttle_.record_success(/g
s/throttle_\.forget\(/throttle_.cancel(/g
s/"somebody else is not in the way"/"other sources are not affected"/g
s/WhatWasNotLookedAtIsNotCounted/CancelledAttemptsAreNotCounted/g
s/RemembersWhoWeighsMostWhenThereIsNoRoom/KeepsTheFullestBucketsWhenThereIsNoRoom/g
s/"who has signed in from there"/"the owner has signed in from there"/g
s/\bowners_place\b/owners_source/g
s/AnAccountFromOnePlace/AnAccountFromOneSource/g
s/ManyAccountsFromOnePlace/ManyAccountsFromOneSource/g
s/OneAccountFromManyPlacesStopsStrangersOnly/OneAccountFromManySourcesStopsStrangersOnly/g
s/\b(domain::)?Presented::replayed\b/\1RefreshOutcome::reuse_detected/g
s/\bPresented::/RefreshOutcome::/g
s/\bpresent\((grant|\*taken)/redeem(\1/g
s/\bmade_at_ms\b/created_at_ms/g
s/\bkShortestPassword\b/kMinPasswordLength/g
s/\bkLongestPassword\b/kMaxPasswordLength/g
s/\bknown_browser_mark\b/make_device_cookie/g
s/\bpassword_of_known_browser\b/read_device_cookie/g
s/\bgrant::find\(tx, hashes\)/grant::find_tokens(tx, hashes)/g
s/\bpassword_reset::end\(/password_reset::expire(/g
s/\bpassword_grant_use::since\(/password_grant_use::count_since(/g
